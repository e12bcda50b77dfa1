// What Vite fills in at build time.
interface ImportMeta {
  readonly env: {
    /** Write key of the site (`wk_…`). */
    readonly VITE_TOUCHTRAIL_SITE?: string;
    /** Where the service takes events, such as `https://touchtrail.example/v1/events`. */
    readonly VITE_TOUCHTRAIL_ENDPOINT?: string;
  };
}
