import { CliError } from '../errors.ts';

/**
 * The address to print or send: the campaign as `utm_*` where the address has none of its own, so that
 * the page view tells it too, and the token.
 *
 * @throws CliError `usage` when it is no web address
 * @example
 * linkUrl('https://shop.example/offer', { name: 'autumn' }, 'TOKEN');
 * // 'https://shop.example/offer?utm_campaign=autumn&tt=TOKEN'
 */
export function linkUrl(
  address: string,
  campaign: Readonly<Record<string, string>>,
  token: string,
): string {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new CliError(
      'usage',
      `--url ${address} is no web address.`,
      'Write it in full, for example --url https://shop.example/offer.',
    );
  }
  const url = new URL(address);
  for (const [part, value] of Object.entries(campaign)) {
    const name = `utm_${part === 'name' ? 'campaign' : part}`;
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  url.searchParams.set('tt', token);
  return url.href;
}

const units: Readonly<Record<string, number>> = {
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/**
 * Reads a length of time such as `12h`, `30d` or `8w`, in ms.
 *
 * @throws CliError `usage`
 */
export function parseDuration(option: string, text: string): number {
  const [, number, unit] = /^([1-9]\d{0,3})([hdw])$/.exec(text) ?? [];
  const factor = units[unit ?? ''];
  if (factor === undefined) {
    throw new CliError(
      'usage',
      `--${option} ${text} is no length of time.`,
      `Write for example --${option} 12h, 30d or 8w.`,
    );
  }
  return Number(number) * factor;
}
