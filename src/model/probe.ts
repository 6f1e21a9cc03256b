/**
 * Receives every chunk of one file once, in order, and returns one result at the end. A chunk is only valid during the
 * call.
 */
export type Probe<T> = {
  update(chunk: Uint8Array): void;
  end(): T;
};
