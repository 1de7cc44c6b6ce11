// A step changed and nothing is half written: fetch this page's middle again and put it in place. The line stays.

const PARTS = ["#main", "[data-send]"];
let coming = false;

/**
 * Replace the parts of this page that belong to a step. Everybody is told at once, so each waits a random moment of up to
 * `longest` ms; `unless` is asked again before anything is replaced, because somebody may have begun to write.
 */
export async function refresh({ longest = 800, unless = () => false } = {}) {
  if (coming) return;
  coming = true;
  await new Promise((done) => setTimeout(done, Math.random() * longest));
  const headers = { Accept: "text/html", "HX-Request": "true" };
  const answer = await fetch(location.href, { headers }).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => null) : null;
  coming = false;
  if (text === null || unless()) return;
  if (answer.redirected) return void location.assign(answer.url);
  replace(new DOMParser().parseFromString(text, "text/html"));
  document.dispatchEvent(new Event("refreshed"));
}

// Somebody who reads with the keyboard or by ear goes on from the middle of the page, not from its top.
function replace(page) {
  const wasInside = document.getElementById("main").contains(document.activeElement);
  for (const part of PARTS) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(document.adoptNode(fresh));
  }
  if (wasInside) document.getElementById("main").focus({ preventScroll: true });
}
