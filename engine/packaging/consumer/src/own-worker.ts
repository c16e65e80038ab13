import { runHere } from "./run";

runHere().then(
  (outcome) => postMessage(outcome),
  (error) => postMessage(`failed: ${error}`),
);
