/** What is used of WebAssembly, which TypeScript only knows as a part of browsers. */
declare namespace WebAssembly {
  type Memory = { readonly buffer: ArrayBuffer; grow(pages: number): number };
  const Memory: new (size: { readonly initial: number }) => Memory;
  const Module: new (bytes: Uint8Array) => object;
  const Instance: new (
    module: object,
    imports?: { readonly memory: { readonly memory: Memory } },
  ) => { readonly exports: object };
}
