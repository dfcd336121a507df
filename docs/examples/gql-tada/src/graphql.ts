import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env.js';

/** Makes typed documents of Lode's schema. Exact numbers and dates are texts. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Date: string; DateTime: string; Decimal: string; JSON: unknown; PartialDate: string };
}>();

export { type FragmentOf, type ResultOf, readFragment, type VariablesOf } from 'gql.tada';
