/** Takes the armour of a clear-signed list off, line by line. */
export type Armour = {
  /** The line as it was before it was signed, or nothing where it belongs to the armour. */
  strip(line: string): string | undefined;
  /** There was a signature. */
  isSigned(): boolean;
  /** The armour began and has not ended. */
  isOpen(): boolean;
};

const MESSAGE = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const END = '-----END PGP SIGNATURE-----';

/** An armour that has not begun. */
export function createArmorSkipper(): Armour {
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
