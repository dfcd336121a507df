// Shows the newest release, and a request to this server.
const question = "{ release { version publishedAt root counts { total } } }";

async function tell() {
  const answer = await fetch("graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: question }),
  });
  const { release } = (await answer.json()).data;
  const records = release.counts.reduce((sum, count) => sum + count.total, 0);
  const day = new Date(release.publishedAt).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
  const version = document.createElement("strong");
  version.textContent = "Release " + release.version;
  document.getElementById("release").replaceChildren(
    version, ` · ${records.toLocaleString("en")} records · ${day} · root ${release.root.slice(0, 8)}…`);
}

const shown = document.getElementById("curl");
shown.textContent = shown.textContent.replace("http://localhost:8080", location.origin);
tell().catch(() => {
  document.getElementById("release").textContent = "The newest release cannot be told now; try again shortly.";
});
