/** Sees every chunk of one file once, in order, and says one thing at the end. A chunk is only valid during the call. */
export type Probe<T> = {
  update(chunk: Uint8Array): void;
  end(): T;
};
