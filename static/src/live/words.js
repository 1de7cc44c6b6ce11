// What scripts say to people. The sentences come translated with the page (templates/layouts/_words.html).

let words = {};
let plural = new Intl.PluralRules("en-GB");

/** Take the page's words. Tests give their own. */
export function learn(sentences, language = "en-GB") {
  words = sentences;
  plural = new Intl.PluralRules(language);
}

/** A sentence by its key, with {places} filled. One with forms for numbers is chosen by `n`. */
export function say(key, values = {}) {
  const entry = words[key] ?? key;
  const sentence = entry.other ? entry[plural.select(values.n)] ?? entry.other : entry;
  return String(sentence).replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** A list of words, such as the months. */
export function list(key) {
  return words[key] ?? [];
}

const page = globalThis.document?.getElementById("words");
if (page) learn(JSON.parse(page.textContent), document.documentElement.lang);
