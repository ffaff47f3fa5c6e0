/** Work that the server asks of a new phone while it is under attack; done beside the page. */

const SOLVER = "/page/wallet/solver.js";

/** Solve a puzzle; resolves with its answer. */
export function answerOf(puzzle) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SOLVER, {type: "module"});
    worker.addEventListener("message", ({data}) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener("error", (event) => {
      worker.terminate();
      reject(new Error(event.message));
    });
    worker.postMessage(puzzle);
  });
}
