import { createHash } from 'node:crypto';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

/** The id of a document as the appendix of GraphQL over HTTP has it. */
const idOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const config: CodegenConfig = {
  // Elsewhere this is an address: http://localhost:8080/schema.graphql
  schema: process.env.EXAMPLE_SCHEMA ?? '../../../schema/lode.graphqls',
  documents: ['src/*.ts', 'test/*.ts'],
  generates: {
    'src/gql/': {
      preset: 'client',
      // Apollo Client asks for __typename everywhere, and so do the documents of the manifest.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: idOf, hashPropertyName: 'id' },
      },
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
