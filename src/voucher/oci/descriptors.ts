/** A reference to a blob (OCI image spec, descriptor.md), as far as it says what must lie where. */
export type OciDescriptor = {
  /** As it is written; '' where there is none. */
  readonly digest: string;
  readonly size?: number;
  /** What it points to names more blobs. */
  readonly isManifest: boolean;
  /** Its content is in the reference itself, or is fetched from elsewhere. */
  readonly mayBeAbsent: boolean;
};

/**
 * The references in an index or a manifest: `manifests` of an index, `config` and `layers` of an image, `blobs` of an
 * artifact, `fsLayers` of Docker's schema 1. Undefined where the bytes are none of these.
 */
export function descriptorsIn(bytes: Buffer): readonly OciDescriptor[] | undefined {
  const fields = fieldsOf(parse(bytes));
  const lists = ['manifests', 'layers', 'blobs', 'fsLayers'].map((key) => fields.get(key));
  const isOne = lists.some(Array.isArray) || fields.has('config');
  if (!isOne) return undefined;
  const found: OciDescriptor[] = [];
  for (const [i, list] of lists.entries())
    for (const each of Array.isArray(list) ? list : []) {
      const descriptor = descriptorOf(each, i === 0);
      if (descriptor !== undefined) found.push(descriptor);
    }
  const config = descriptorOf(fields.get('config'), false);
  return config === undefined ? found : [...found, config];
}

function descriptorOf(value: unknown, isManifest: boolean): OciDescriptor | undefined {
  const fields = fieldsOf(value);
  const digest = fields.get('digest') ?? fields.get('blobSum');
  const size = fields.get('size');
  const urls = fields.get('urls');
  if (fields.size === 0) return undefined;
  return {
    digest: typeof digest === 'string' ? digest : '',
    ...(typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
    isManifest,
    mayBeAbsent: typeof fields.get('data') === 'string' || (Array.isArray(urls) && urls.length > 0),
  };
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function parse(bytes: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return value;
  } catch {
    return undefined;
  }
}
