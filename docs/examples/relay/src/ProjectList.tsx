import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay';
import type { ProjectListPageQuery } from './__generated__/ProjectListPageQuery.graphql';
import type { ProjectListQuery } from './__generated__/ProjectListQuery.graphql';
import type { ProjectList_query$key } from './__generated__/ProjectList_query.graphql';

/** The projects of a country in one release, page by page. */
export function ProjectList({ country, version, count }: { country: string; version: string; count: number }) {
  const query = useLazyLoadQuery<ProjectListQuery>(
    graphql`
      query ProjectListQuery($country: ID!, $at: ReleaseRef, $count: Int!) {
        ...ProjectList_query @arguments(country: $country, at: $at, count: $count)
      }
    `,
    { country, at: { version }, count },
  );
  return <Pages query={query} count={count} />;
}

function Pages({ query, count }: { query: ProjectList_query$key; count: number }) {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<ProjectListPageQuery, ProjectList_query$key>(
    graphql`
      fragment ProjectList_query on Query
      @refetchable(queryName: "ProjectListPageQuery")
      @argumentDefinitions(
        country: { type: "ID!" }
        at: { type: "ReleaseRef" }
        count: { type: "Int!" }
        cursor: { type: "String" }
      ) {
        projects(filter: { countryId: { eq: $country } }, at: $at, first: $count, after: $cursor)
          @connection(key: "ProjectList_projects") {
          totalCount
          edges {
            node {
              id
              name
            }
          }
        }
      }
    `,
    query,
  );
  if (!data.projects) {
    return <p>The projects could not be read.</p>;
  }
  return (
    <section>
      <h2>{data.projects.totalCount} projects</h2>
      <ul>
        {data.projects.edges.map(({ node }) => (
          <li key={node.id}>{node.name}</li>
        ))}
      </ul>
      {hasNext && (
        <button disabled={isLoadingNext} onClick={() => loadNext(count)}>
          More
        </button>
      )}
    </section>
  );
}
