/** Forbidden phrases: private words, and clauses that stand where a noun belongs. docs/glossary.md has the terms to use. */

type Phrase = { pattern: RegExp; advice: string };

const anywhere: readonly Phrase[] = [
  { pattern: /\b(whoever|whomever)\b/i, advice: "name the person or the component" },
  { pattern: /\b(nobody|somebody|whatever)\b/i, advice: "name the person, the component or the condition" },
  { pattern: /\bin vain\b/i, advice: "say that it failed" },
  { pattern: /\b(errands?|hasten\w*|heed\w*|post office)\b/i, advice: "use task, retry, assert, mailer" },
  { pattern: /\b(giv(e|es|ing)|gave|given) back\b/i, advice: "use refund, return or release" },
  { pattern: /\b(goes?|went|gone) on with\b/i, advice: "use continue or process" },
  { pattern: /\b(inner|outer|graph|GraphQL|HTTP) doors?\b/i, advice: "use server" },
  { pattern: /\bwritten down\b/i, advice: "use stored or recorded" },
  { pattern: /\bnews of\b/i, advice: "use event" },
  { pattern: /\b(FINDINGS|LAYOUT|STYLE)\b/, advice: "cite a page of the repository, or say the rule" },
];

const atTheStart: readonly Phrase[] = [
  { pattern: /^(What|Whatever|Whoever|Who|Whose|How|Where|Why|That which)\b/, advice: "begin with the noun" },
];

/** Finds forbidden phrases anywhere in a text: each fault quotes the phrase and says what to write. */
export function findPhrases(text: string): string[] {
  return findAll(anywhere, text);
}

/** Finds forbidden phrases in a sentence that introduces an element, such as the first sentence of a file or a schema description. */
export function findPhrasesInIntroduction(sentence: string): string[] {
  return findAll([...atTheStart, ...anywhere], sentence.trim());
}

function findAll(phrases: readonly Phrase[], text: string): string[] {
  return phrases.flatMap(({ pattern, advice }) => {
    const [found] = pattern.exec(text) ?? [];
    return found === undefined ? [] : [`"${found}": ${advice}`];
  });
}
