// Does a note name a person? Looked up on this phone alone: nothing is sent to do it, and no name of anybody in the meeting
// is sent to the phone for it (decision 32). It asks and never blocks. Its like for imports: server/imports/names.py.

const CAPITAL = "\\p{Lu}[\\p{Ll}'’]+(?:-\\p{Lu}\\p{Ll}+)?", LONG = `(?=\\p{L}{3})${CAPITAL}`;
const TITLE = "(?:Mr|Mrs|Ms|Miss|Mx|Master|Madam|Sir|Lady|Rev|Dr|Doctor|Prof|Professor|Nurse|Sister|Matron|Sgt|Sergeant|Inspector)\\.?";
const NO_LETTER = "^|[^\\p{L}\\d]", NO_DIGIT = "^|[^\\d/-]";
// Safari before 16.4 knows no lookbehind: what must stand before is the first group of each pattern, what counts the second.
const after = (before, words, flags = "") => new RegExp(`(${before})(${words})`, `gu${flags}`);

const TITLED = after(NO_LETTER, `${TITLE}(?: (?:&|and) ${TITLE})? (?:(?:\\p{Lu}\\.? )?(${CAPITAL})|\\p{Lu}(?![\\p{L}'’]))`);
const WORD = after("^['’]?|[^\\p{L}\\d'’]|[^\\p{L}]['’]", "\\p{L}\\p{Ll}+(?:-\\p{L}\\p{Ll}+)?");
const SURNAME = new RegExp(`^ ${CAPITAL}`, "u");
const TOLD = after("\\b(?:told|asked|rang|phoned|emailed|e-mailed|texted|thanked|blamed|met|saw) ", LONG);
const SAID = after("[\\p{Ll},] ", `${LONG}(?= (?:said|says|told|asked|rang|phoned|wrote|promised|refused|shouted|laughed)(?!\\p{L}))`);
// What is called after a person or a place, and is neither.
const PLACES = /Lloyd George|(?:Christmas|New Year['’]?s?) Eve|St\.? \p{Lu}\p{Ll}+|\p{Lu}\p{Ll}+ (?:Street|Road|Avenue|Lane|Close|Court|House|Ward|Hospital|Homes?|Centre|Surgery)/gu;
const BEGINS = /(?:^|[.!?:;>\u2022\n"\u201c\u2018('-]\s*)$/u;
const IDENTIFIERS = [
  after(NO_DIGIT, "(?:\\+44 ?\\(?0?\\)?|0)(?:\\d[ -]?){9,10}(?!\\d)"),
  after("^|[^\\w.+-]", "[\\w.+-]{1,64}@[\\w-]{1,64}\\.[\\w.-]+"),
  after("^|[^\\d-]", "\\d{3}[ -]?\\d{3}[ -]?\\d{4}(?![\\d-])"),
  after(NO_LETTER, "(?:d\\.?o\\.?b|date of birth|born on)(?!\\p{L})", "i"),
  after(NO_DIGIT, "\\d{1,2}[./-]\\d{1,2}[./-]19\\d\\d(?!\\d)"),
  after(NO_LETTER, "[A-Z]{2} ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D](?!\\p{L})"),
  after(NO_LETTER, "[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}(?!\\p{L})"),
];
// Words that point to one colleague, or to their author, as surely as a name does.
const MINE = after(NO_LETTER, "(?:my|our) (?:own )?(?:line |team |shift |ward |deputy |clinical |direct )?(?:manager|boss|supervisor|leader|lead|shift)(?!\\p{L})", "i");
const STAFF = "SW|DN|RN|SN|CN|HV|MW|CPN|HCA|AMHP|OT|PT|GP|CW|CM|SSW|TM|PC|DC|DS|PCSO|HO|FF|PA|Nurse|Carer|Worker|Officer|Doctor";
const DOTTED = after("^|[^\\p{L}.]", "\\p{Lu}\\. ?\\p{Lu}\\.(?!\\p{L})");
const BARE = after("^|[^\\p{L}\\d&/'’ -]|(?:^|[^\\p{Lu}\\d]) ", "\\p{Lu}{2}(?![\\p{L}\\d&/'’-]| \\p{Lu}{2}| ?\\d)");
// Two capitals that are no initials in this field.
const NO_INITIALS = new Set("AE AF AM AP BP CO CP CT DC DN DS DV ED EH FE GP HO HR HV IT IV LA LD MH MI MP MW NI NO OK ON OT PA PC PM PT QA RN SI SN SW TB TM TV UC UK UN US UV VS WC XL".split(" "));
const COMMON = new Set(("council housing police duty ambulance hospital surgery social services service safeguarding monday tuesday wednesday thursday friday saturday sunday "
  + "january february march april may june july august september october november december christmas easter boxing god everyone everybody nobody somebody someone nothing "
  + "reception pharmacy manager practitioner lead specialist consultant home ward community nursing adult children discharge legal").split(" "));

/**
 * Make the check: a function from a text to what in it may name a person, each once, in order.
 * `given` are lists of given names, one a word; a star marks one that is also an ordinary word. `agencies` are those of the
 * page: their names and the pseudonym are no person's names, and their codes with a number are staff codes.
 */
export function checker(given, agencies = []) {
  const names = given.split("\n").filter((line) => !line.startsWith("#")).flatMap((line) => line.split(/\s+/)).filter(Boolean);
  const ordinary = new Set(names.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1)));
  const plain = new Set(names.filter((name) => !name.endsWith("*")));
  const known = new Set(agencies.flatMap(({ name = "", short_label = "", abbreviation = "" }) => `${name} ${short_label} ${abbreviation}`.toLowerCase().split(/[^\p{L}]+/u)));
  const codes = agencies.map(({ abbreviation }) => abbreviation).filter((code) => /^\p{L}+$/u.test(code ?? ""));
  const staff = after(NO_LETTER, `(?:${[STAFF, ...codes].join("|")}) ?\\d{1,2}(?![\\d\\p{L}]|[:.]\\d)`);
  const isSafe = (word) => known.has(word.toLowerCase()) || COMMON.has(word.toLowerCase());
  return (text) => {
    const open = text.replace(PLACES, (place) => " ".repeat(place.length));
    return distinct([
      ...found(open, TITLED).filter(({ inner }) => !inner || !isSafe(inner)),
      ...givenNames(open, { plain, ordinary, isSafe }),
      ...[TOLD, SAID].flatMap((pattern) => found(open, pattern)).filter(({ words }) => !isSafe(words)),
      ...[...IDENTIFIERS, MINE, staff, DOTTED].flatMap((pattern) => found(text, pattern)),
      ...found(text, BARE).filter(({ words }) => !NO_INITIALS.has(words) && !known.has(words.toLowerCase())),
    ]);
  };
}

function found(text, pattern) {
  return Array.from(text.matchAll(pattern), ({ index, 1: before, 2: words, 3: inner }) => ({ at: index + before.length, words: words.trim(), inner }));
}

// A name that is also a word counts inside a sentence only; typed small, only one that is no word at all.
function givenNames(text, { plain, ordinary, isSafe }) {
  return found(text, WORD).flatMap(({ at, words }) => {
    const word = words.split("-")[0], big = word[0].toUpperCase() + word.slice(1), isBig = word === big;
    const isName = isBig ? plain.has(big) || (ordinary.has(big) && !BEGINS.test(text.slice(0, at))) : word.length > 4 && plain.has(big);
    if (!isName || isSafe(word)) return [];
    const surname = isBig ? SURNAME.exec(text.slice(at + words.length))?.[0] ?? "" : "";
    return [{ at, words: words + surname }];
  });
}

function distinct(all) {
  const words = [...new Set(all.sort((one, other) => one.at - other.at).map((entry) => entry.words))];
  return words.filter((word) => !words.some((other) => other !== word && other.includes(word)));
}
