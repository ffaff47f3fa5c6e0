/** The words for what the server refuses. */

/** The key of the words for a problem: its own, or those for anything else. */
export function refusalWord(words, problem) {
  const own = `refusal.${problem.slug}`;
  return words.has(own) ? own : "refusal.other";
}
