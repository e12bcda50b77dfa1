import { go } from './router.ts';
import type { Route } from './router.ts';
import { touchtrail } from './touchtrail.ts';

function chair(page: HTMLElement, name: string): void {
  page.querySelector('#chair-name')!.textContent = name[0]!.toUpperCase() + name.slice(1);
  const wood = page.querySelector<HTMLSelectElement>('#wood')!;
  wood.addEventListener('change', () => {
    touchtrail.touch('chair.configured', {
      touchpoint: 'chair.wood',
      props: { chair: name, wood: wood.value },
    });
  });
}

function fitting(page: HTMLElement): void {
  page.querySelector('form')!.addEventListener('submit', (event) => {
    event.preventDefault();
    touchtrail.conversion('fitting.booked', { touchpoint: 'fitting' });
    go('/fitting/booked');
  });
}

/** Fills the page with a route. */
export function show(page: HTMLElement, route: Route): void {
  const template = document.querySelector<HTMLTemplateElement>(`template#${route.template}`)!;
  page.replaceChildren(template.content.cloneNode(true));
  document.title = `${template.dataset['title']} – Havn`;
  document
    .querySelector<HTMLMetaElement>('meta[name="touchtrail:touchpoint"]')!
    .setAttribute('content', route.touchpoint);
  if (route.subject) chair(page, route.subject);
  if (route.template === 'fitting') fitting(page);
}
