/** What a drawing takes from the page's style sheets. */
const styles = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-opacity',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'letter-spacing',
  'paint-order',
  'visibility',
] as const;

/** A copy that needs neither the page nor its style sheets. */
function standalone(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  for (const [index, original] of originals.entries()) {
    const target = copies[index];
    if (!target) continue;
    const computed = getComputedStyle(original);
    for (const name of styles) {
      const value = computed.getPropertyValue(name);
      // Patterns are named from the root of the page: `url("http://…#hatch")` becomes `url(#hatch)`.
      if (value !== '')
        target.setAttribute(name, value.replace(/url\(["']?[^#]*(#[^"')]+)["']?\)/, 'url($1)'));
    }
    for (const name of ['class', 'tabindex', 'role', 'data-id']) target.removeAttribute(name);
  }
  const patterns = document.querySelector('.defs defs');
  if (patterns) {
    const defs = patterns.cloneNode(true) as SVGDefsElement;
    const looks = [...patterns.querySelectorAll('*')];
    for (const [index, element] of [...defs.querySelectorAll('*')].entries()) {
      const original = looks[index];
      if (original) element.setAttribute('fill', getComputedStyle(original).fill);
      element.removeAttribute('class');
    }
    copy.prepend(defs);
  }
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.documentElement).backgroundColor);
  copy.prepend(ground);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return copy;
}

/** A drawing as a file of its own, in the colours it has on the page. */
export const svgText = (svg: SVGSVGElement): string =>
  new XMLSerializer().serializeToString(standalone(svg));

/**
 * A drawing as pixels, twice as fine as on the page.
 *
 * @throws when the browser cannot draw it.
 */
export async function pngOf(svg: SVGSVGElement): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const image = new Image();
  const text = svgText(svg);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * 2);
  canvas.height = Math.round(height * 2);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no pixels'))), 'image/png');
  });
}
