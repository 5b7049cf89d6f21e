/** Resolves in a later turn of the event loop, so that signals, timers and messages are handled. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
