import { graphql, useLazyLoadQuery, usePaginationFragment, useRefetchableFragment } from 'react-relay';
import type { ProjectInvestmentsQuery } from './__generated__/ProjectInvestmentsQuery.graphql';
import type { ProjectPlaceQuery } from './__generated__/ProjectPlaceQuery.graphql';
import type { ProjectQuery } from './__generated__/ProjectQuery.graphql';
import type { Project_investments$key } from './__generated__/Project_investments.graphql';
import type { Project_place$key } from './__generated__/Project_place.graphql';

/** A project as one release has it, with its investments page by page. */
export function Project({ id, version, count }: { id: string; version: string; count: number }) {
  const { project } = useLazyLoadQuery<ProjectQuery>(
    graphql`
      query ProjectQuery($id: ID!, $at: ReleaseRef, $count: Int!) {
        project(id: $id, at: $at) {
          name
          release {
            version
          }
          history {
            nodes {
              id
              op
              release {
                version
              }
            }
          }
          ...Project_place
          ...Project_investments @arguments(count: $count)
        }
      }
    `,
    { id, at: { version }, count },
  );
  if (!project) {
    return <p>No such project in {version}.</p>;
  }
  return (
    <article aria-label={version}>
      <h1>{`${project.name}, ${project.release.version}`}</h1>
      <ol>
        {project.history.nodes.map((change) => (
          <li key={change.id}>{`${change.op} ${change.release.version}`}</li>
        ))}
      </ol>
      <Place project={project} />
      <Investments project={project} count={count} />
    </article>
  );
}

/** Where the project lies; asked again by the id of the record alone. */
function Place({ project }: { project: Project_place$key }) {
  const [data, refetch] = useRefetchableFragment<ProjectPlaceQuery, Project_place$key>(
    graphql`
      fragment Project_place on Project @refetchable(queryName: "ProjectPlaceQuery") {
        location {
          latitude
          longitude
        }
      }
    `,
    project,
  );
  const { location } = data;
  return (
    <p>
      <span>{location == null ? 'No place' : `${location.latitude}, ${location.longitude}`}</span>
      <button onClick={() => refetch({}, { fetchPolicy: 'network-only' })}>Again</button>
    </p>
  );
}

function Investments({ project, count }: { project: Project_investments$key; count: number }) {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<ProjectInvestmentsQuery, Project_investments$key>(
    graphql`
      fragment Project_investments on Project
      @refetchable(queryName: "ProjectInvestmentsQuery")
      @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" }) {
        investments(first: $count, after: $cursor) @connection(key: "Project_investments") {
          totalCount
          edges {
            node {
              id
              title
            }
          }
        }
      }
    `,
    project,
  );
  return (
    <section>
      <h2>{data.investments.totalCount} investments</h2>
      <ul>
        {data.investments.edges.map(({ node }) => (
          <li key={node.id}>{node.title}</li>
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
