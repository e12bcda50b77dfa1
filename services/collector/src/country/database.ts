import { readFile } from 'node:fs/promises';
import { Reader } from 'mmdb-lib';
import type { Place } from '../gate/policy.ts';

/** Tells the country of an address, or undefined when it does not know. */
export type CountryLookup = (address: string) => Place | undefined;

interface Entry {
  country?: { iso_code?: unknown };
  registered_country?: { iso_code?: unknown };
  subdivisions?: { iso_code?: unknown }[];
}

const code = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Z0-9]{1,3}$/.test(value) ? value : undefined;

/**
 * Opens a local country database in MaxMind's format (GeoLite2 Country, DB-IP Lite and others). The
 * address is looked up in memory and goes nowhere; of the answer only the country is stored.
 *
 * @param file path of the `.mmdb` file; read once, so a newer file needs a restart.
 * @throws when the file cannot be read or is none of these.
 * @example
 * const country = await openCountryDatabase('/var/lib/geo/country.mmdb');
 * country('203.0.113.7'); // { country: 'DE' }
 */
export async function openCountryDatabase(file: string): Promise<CountryLookup> {
  const reader = new Reader(await readFile(file));
  return (address) => {
    let entry: Entry | null;
    try {
      entry = reader.get(address) as Entry | null;
    } catch {
      return undefined;
    }
    const country = code(entry?.country?.iso_code) ?? code(entry?.registered_country?.iso_code);
    if (country === undefined) return undefined;
    const part = code(entry?.subdivisions?.[0]?.iso_code);
    return { country, ...(part !== undefined && { part: `${country}-${part}` }) };
  };
}
