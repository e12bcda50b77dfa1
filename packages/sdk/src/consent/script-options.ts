/**
 * Options from the `data-*` attributes of the script that runs now, as text or JSON.
 *
 * @example
 * // <script src="/t.consent-klaro.js" data-purposes='{"stats":["storage","measurement"]}'></script>
 * scriptOptions(); // { purposes: { stats: ['storage', 'measurement'] } }
 */
export const scriptOptions = (): object => {
  const options: Record<string, unknown> = {};
  const { dataset } = document.currentScript ?? document.body;
  for (const name in dataset) {
    try {
      options[name] = JSON.parse(dataset[name]!);
    } catch {
      options[name] = dataset[name];
    }
  }
  return options;
};
