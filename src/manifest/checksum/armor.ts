/** Removes the armor of a clear-signed list, line by line. */
export type Armor = {
  /** Returns the line as it was before it was signed, or undefined where it belongs to the armor. */
  strip(line: string): string | undefined;
  /** Returns whether there was a signature. */
  isSigned(): boolean;
  /** Returns whether the armor has begun and not ended. */
  isOpen(): boolean;
};

const MESSAGE = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const END = '-----END PGP SIGNATURE-----';

/** Creates the stripper of a list whose armor has not begun. */
export function createArmorSkipper(): Armor {
  let place: 'outside' | 'headers' | 'message' | 'signature' = 'outside';
  let signed = false;

  return {
    strip(line) {
      if (place === 'outside' && !line.startsWith('-----')) return line;
      const text = line.trimEnd();
      if (text === SIGNATURE) {
        place = 'signature';
        signed = true;
        return undefined;
      }
      if (place === 'signature') {
        if (text === END) place = 'outside';
        return undefined;
      }
      if (place === 'headers') {
        if (text === '') place = 'message';
        return undefined;
      }
      if (place === 'outside' && text === MESSAGE) {
        place = 'headers';
        return undefined;
      }
      return place === 'message' && line.startsWith('- ') ? line.slice(2) : line;
    },
    isSigned: () => signed,
    isOpen: () => place !== 'outside',
  };
}
