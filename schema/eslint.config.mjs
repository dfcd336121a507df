import graphql from '@graphql-eslint/eslint-plugin';

const parser = {
  plugins: { '@graphql-eslint': graphql },
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'lode.graphqls' } } },
};

const { EnumValueDefinition: valueCase, ...otherNames } =
  graphql.configs['flat/schema-all'].rules['@graphql-eslint/naming-convention'][1];

export default [
  {
    ...parser,
    files: ['lode.graphqls'],
    rules: {
      // Every rule for schemas that the plugin has, and its rules for Relay; what follows are the exceptions.
      ...graphql.configs['flat/schema-all'].rules,
      ...graphql.configs['flat/schema-relay'].rules,

      // The printer orders definitions by kind, then by name. graphql-schema-linter holds the order of fields, arguments and values.
      '@graphql-eslint/alphabetize': 'off',

      // How descriptions are quoted is the printer's choice here; it is held where people write them, below.
      '@graphql-eslint/description-style': 'off',

      // JP_2020s is a word of the dataset, and published releases hold it as it is. All other values are held to the rule.
      '@graphql-eslint/naming-convention': [
        'error',
        { ...otherNames, 'EnumValueDefinition[name.value!=JP_2020s]': valueCase },
      ],

      // The day on which something goes stands in the reason, which introspection tells, and SchemaChangeTests hold it.
      '@graphql-eslint/require-deprecation-date': 'off',

      // Record.recordHash is the hash of the whole record, beside manifestSha256, beforeHash and afterHash, which are of something else.
      '@graphql-eslint/no-typename-prefix': 'off',

      // There are subscriptions, and there is no way to write: mutations stay forbidden.
      '@graphql-eslint/no-root-type': ['error', { disallow: ['mutation'] }],

      // A list is empty, never null: an answer without it is an error of the whole request, and clients need not check each list for null.
      '@graphql-eslint/require-nullable-result-in-root': 'off',

      // What has an id is a record, a part of one, a change or a proof. Pages, sums, counts, money are values, and an id would promise what does not hold.
      '@graphql-eslint/strict-id-in-types': 'off',

      // Changes are read in the order in which they were made, forwards.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],

      // Connections have nodes beside edges, and parts of a record, such as the parties of a deal, are whole short lists.
      // Changes and releases are edges, too, and are not records: node(id:) does not lead to them. The id of a change is for caches.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false },
      ],
    },
  },
  {
    ...parser,
    files: ['graphql/*.graphqls'],
    rules: { '@graphql-eslint/description-style': ['error', { style: 'block' }] },
  },
];
