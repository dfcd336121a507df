import { ask } from './ask.js';
import { type FragmentOf, type VariablesOf, graphql, readFragment } from './graphql.js';

const PlaceFragment = graphql(`
  fragment Place on Project {
    region
    country {
      name
    }
    location {
      latitude
      longitude
    }
    locationAccuracy
  }
`);

export const ProjectAt = graphql(
  `
    query ProjectAt($id: ID!, $at: ReleaseRef) {
      project(id: $id, at: $at) {
        name
        stage
        release {
          version
        }
        ...Place
      }
    }
  `,
  [PlaceFragment],
);

/** A release by one of its names. */
export type ReleaseRef = NonNullable<VariablesOf<typeof ProjectAt>['at']>;

/** A stage that a project can have. */
export type Stage = ReturnType<typeof graphql.scalar<'ProjectStage'>>;

/** A project in one release, or the latest; undefined where there is none. */
export async function projectAt(url: string, id: string, at?: ReleaseRef) {
  const { project } = await ask(url, ProjectAt, { id, at: at ?? null });
  return project ?? undefined;
}

/** Where a project lies, in words. Only this function sees the fields that its fragment asks for. */
export function placeOf(project: FragmentOf<typeof PlaceFragment>): string {
  const { region, country, location, locationAccuracy } = readFragment(PlaceFragment, project);
  const place = region === null ? country.name : `${region}, ${country.name}`;
  if (location === null) {
    return place;
  }
  return `${place} (${location.latitude}, ${location.longitude}: ${locationAccuracy})`;
}
