import { algorithmNamed, type HashEngine } from '../hash/algorithms.ts';

/** The engines of a thread that reads: loaded once, then at hand without waiting. */
export type Engines = {
  /** Throws where the algorithm is not known. */
  load(algorithm: string): Promise<HashEngine>;
  /** Returns a loaded one; throws where it is not. */
  loaded(algorithm: string): HashEngine;
};

/** Starts with none. */
export function createEngines(): Engines {
  const engines = new Map<string, HashEngine>();
  return {
    async load(name) {
      const known = engines.get(name);
      if (known !== undefined) return known;
      const algorithm = algorithmNamed(name);
      if (algorithm === undefined) throw new Error(`unknown algorithm ${name}`);
      const engine = await algorithm.load();
      engines.set(name, engine);
      return engine;
    },
    loaded(name) {
      const engine = engines.get(name);
      if (engine === undefined)
        throw new Error(`the engine of ${name} was not loaded: prepare() comes first`);
      return engine;
    },
  };
}
