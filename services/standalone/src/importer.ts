import { importStream } from '@touchtrail/cli';
import type { Importer } from '@touchtrail/collector';
import type { Store } from '@touchtrail/store';

/** `POST /v1/import` by the import of the command line. */
export const createImporter = (store: Store, clock: () => number): Importer => ({
  async allows(token, site) {
    const known = await store.tokens.identify(token);
    return known?.role === 'admin' && (known.sites.length === 0 || known.sites.includes(site));
  },
  async run(request, body) {
    const summary = await importStream(store, request, body, clock);
    const { records, imported, alreadyThere, rejected, reasons, examples } = summary;
    const refused = examples.map(({ line, reason }) => ({ line, reason }));
    return { records, imported, alreadyThere, rejected, reasons, refused };
  },
});
