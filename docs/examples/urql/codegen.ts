import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  // Elsewhere this is an address: http://localhost:8080/schema.graphql
  schema: process.env.EXAMPLE_SCHEMA ?? '../../../schema/lode.graphqls',
  documents: 'src/*.ts',
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        strictScalars: true,
        scalars: { Date: 'string', DateTime: 'string', Decimal: 'string', JSON: 'unknown', PartialDate: 'string' },
        emitLegacyCommonJSImports: false,
        useTypeImports: true,
      },
    },
  },
};

export default config;
