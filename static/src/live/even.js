// All that a phone sends about its notes is of one size on the wire: a length would tell them apart on the way, and in a
// proxy's log (promise B5).
const EVEN_BYTES = 8192;

/** The same fields with a filler that makes them an even number of bytes as a form. */
export function filled(body) {
  body.set("filler", "");
  body.set("filler", "-".repeat((EVEN_BYTES - (String(body).length % EVEN_BYTES)) % EVEN_BYTES));
  return body;
}
