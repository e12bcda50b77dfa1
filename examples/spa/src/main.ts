import { connectConsent } from './consent.ts';
import { show } from './pages.ts';
import { startRouter } from './router.ts';

const page = document.querySelector('main')!;

startRouter((route) => show(page, route));
connectConsent(document.querySelector<HTMLInputElement>('#measurement')!);
