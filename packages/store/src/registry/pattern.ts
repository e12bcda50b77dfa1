/** A pattern of a registry in the form that is cheapest to look for. */
export type GlobForm =
  | { kind: 'exact' | 'prefix' | 'suffix' | 'within'; text: string }
  | { kind: 'any' }
  | { kind: 'regex'; text: string };

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * How a pattern is looked for: `*` stands for any characters but `/`, `**` for any characters.
 *
 * @example
 * globForm('/checkout/**'); // { kind: 'prefix', text: '/checkout/' }
 * globForm('/users/*'); // { kind: 'regex', text: '^/users/[^/]*$' }
 */
export function globForm(pattern: string): GlobForm {
  const parts = pattern.split(/(\*{2,}|\*)/);
  const literals = parts.filter((_, at) => at % 2 === 0);
  const stars = parts.filter((_, at) => at % 2 === 1);
  const [first = '', second = ''] = literals;
  if (stars.length === 0) return { kind: 'exact', text: pattern };
  if (stars.every((star) => star.length > 1)) {
    if (literals.every((literal) => literal === '')) return { kind: 'any' };
    if (stars.length === 1 && second === '') return { kind: 'prefix', text: first };
    if (stars.length === 1 && first === '') return { kind: 'suffix', text: second };
    if (stars.length === 2 && first === '' && literals[2] === '') {
      return { kind: 'within', text: second };
    }
  }
  const body = parts.map((part, at) =>
    at % 2 === 0 ? escaped(part) : part.length > 1 ? '(?s:.*)' : '[^/]*',
  );
  return { kind: 'regex', text: `^${body.join('')}$` };
}
