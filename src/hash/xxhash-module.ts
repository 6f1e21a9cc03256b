/** The WebAssembly module of the package `xxhash-wasm` in base64, as the build puts it here; empty in the sources. */
export const XXHASH_MODULE: string = '';
