import { describe, expect, it } from 'vitest';
import { configPlaces } from '../../../src/cli/config/file.ts';

describe('the configuration file', () => {
  it('is that of the user, then that of the system', () => {
    const system = '/etc/restorable/restorable.json';
    expect(configPlaces(false, '/home/ann', undefined)).toEqual([
      '/home/ann/.config/restorable/restorable.json',
      system,
    ]);
    expect(configPlaces(false, '/home/ann', '/srv/config')).toEqual([
      '/srv/config/restorable/restorable.json',
      system,
    ]);
    expect(configPlaces(false, '/home/ann', 'config')[0]).toBe(
      '/home/ann/.config/restorable/restorable.json',
    );
  });

  it('is that of the system alone for root', () => {
    expect(configPlaces(true, '/root', '/srv/config')).toEqual(['/etc/restorable/restorable.json']);
  });
});
