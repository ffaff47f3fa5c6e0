/** The words for what the server refuses. */

/** The key of the words for a problem: its own, or those for anything else. */
export function refusalWord(words, problem) {
  const own = `refusal.${problem.slug}`;
  return words.has(own) ? own : "refusal.other";
}

/**
 * What is said of a problem: a text, or a function that returns what to say now where the server
 * says when again, which counts down.
 */
export function refusalText(words, problem) {
  const word = refusalWord(words, problem);
  if (!words.takes(word, "seconds")) return words.say(word);
  if (problem.retryAfterS === null) return words.say("refusal.later");
  const untilMs = performance.now() + 1000 * problem.retryAfterS;
  return () => {
    const seconds = Math.ceil((untilMs - performance.now()) / 1000);
    return seconds > 0 ? words.say(word, {seconds}) : words.say("refusal.now");
  };
}
