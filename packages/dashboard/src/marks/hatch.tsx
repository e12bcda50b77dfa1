/** The third style: what is not decided yet is hatched, everywhere. Drawn once for the whole page. */
export function HatchDefs() {
  return (
    <svg class="defs" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern
          id="hatch"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="hatch-ground" width="6" height="6" />
          <rect class="hatch-line" width="2" height="6" />
        </pattern>
      </defs>
    </svg>
  );
}
