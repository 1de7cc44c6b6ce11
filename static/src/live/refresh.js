// A step changed and nothing is half written: fetch this page again and put its new middle in place. The line stays.

const PARTS = ["#main", "[data-send]"];

/** Replace the parts of this page that belong to a step. Everybody is told at once, so each waits a random moment. */
export async function refresh(longest = 800) {
  await new Promise((done) => setTimeout(done, Math.random() * longest));
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  if (answer.redirected) return void location.assign(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of PARTS) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(document.adoptNode(fresh));
  }
  document.dispatchEvent(new Event("refreshed"));
}
