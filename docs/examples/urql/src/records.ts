import { graphql } from './gql/index.js';

/** A project as one release has it, and how it came to be so. */
export const ProjectAt = graphql(`
  query ProjectAt($id: ID!, $at: ReleaseRef) {
    project(id: $id, at: $at) {
      id
      recordId
      name
      location {
        latitude
        longitude
      }
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
          fields {
            path
          }
        }
      }
    }
  }
`);

/** A country as one release has it, with its projects. */
export const CountryAt = graphql(`
  query CountryAt($id: ID!, $at: ReleaseRef) {
    country(id: $id, at: $at) {
      id
      recordId
      name
      release {
        version
      }
      projects(first: 3) {
        totalCount
        nodes {
          id
          recordId
          name
          location {
            latitude
            longitude
          }
        }
      }
    }
  }
`);

/** A project by the id that another answer gave. */
export const ById = graphql(`
  query ById($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Project {
        name
        location {
          latitude
          longitude
        }
      }
    }
  }
`);
