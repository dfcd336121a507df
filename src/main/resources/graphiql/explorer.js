// The question of README's first screen, so that the first press of the button answers something real.
const question = `# Projects in Australia with their minerals and money, from the latest release.
{
  release { version sequence root }
  projects(first: 3, filter: {country: {code: {eq: "AU"}}}) {
    totalCount
    nodes {
      id
      name
      minerals { name }
      investments(first: 2) { nodes { instrument money { amount currency usd { amount } } } }
    }
  }
}
`;

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: question,
  }),
);
