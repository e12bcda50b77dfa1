// Takes calls before the SDK is there and keeps their order; the SDK plays them when it has loaded.
if (!window.touchtrail) {
  const q = [];
  window.touchtrail = { q };
  for (const method of 'touch conversion identify account feedback consent reset flush on'.split(
    ' ',
  )) {
    window.touchtrail[method] = (...args) =>
      new Promise((answer) => {
        q.push([method, args, answer]);
      });
  }
}
