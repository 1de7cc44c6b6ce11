// Where marks stand on the timeline: pure arithmetic in pixels, so that it can be tested and run on every zoom.

const GAP = 2, CROWD = 3, CLOSE = 1.55, MOST_ROWS = 4;

/**
 * First-fit rows for the marks of one lane. A mark is {id, x, lo, hi, wide}: its middle, the edges of its band, its own width.
 * More than three within 1.55 mark widths fold into one "×n"; when a lane needs more rows than it may have, it folds harder.
 * `keep` is the id of a mark that never folds. Returns {marks: [{key, x, lo, hi, row, items}], rows}.
 */
export function pack(items, { width, most = MOST_ROWS, keep = null }) {
  const sorted = [...items].sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1));
  let reach = CLOSE * width, crowd = CROWD, result = null;
  for (let turn = 0; turn < 12; turn += 1) {
    result = intoRows(fold(sorted, { reach, crowd, width, keep }));
    if (result.rows <= most) break;
    crowd = Math.max(1, crowd - 1);
    reach *= 1.4;
  }
  return result;
}

function fold(sorted, { reach, crowd, width, keep }) {
  const groups = [];
  for (const item of sorted) {
    const last = groups.at(-1);
    if (item.id !== keep && last && last[0].id !== keep && item.x - last[0].x < reach) last.push(item);
    else groups.push([item]);
  }
  return groups.flatMap((group) => (group.length > crowd ? [folded(group, width)] : group.map((item) => alone(item, width))));
}

function alone(item, width) {
  const half = (item.wide ?? width) / 2;
  return { key: item.id, x: item.x, lo: Math.min(item.lo, item.x - half), hi: Math.max(item.hi, item.x + half), items: [item] };
}

function folded(group, width) {
  const x = group.reduce((sum, item) => sum + item.x, 0) / group.length;
  return { key: `${group[0].id}+${group.length}`, x, lo: x - width * 0.8, hi: x + width * 0.95, items: group };
}

function intoRows(marks) {
  const ends = [];
  const placed = [...marks].sort((a, b) => a.lo - b.lo).map((mark) => {
    const free = ends.findIndex((end) => end <= mark.lo);
    const row = free < 0 ? ends.length : free;
    ends[row] = mark.hi + GAP;
    return { ...mark, row };
  });
  return { marks: placed.sort((a, b) => a.x - b.x), rows: Math.max(1, ends.length) };
}

/** Rows for episode tabs that would overlap: [{...tab, row}] in at most two rows; tabs have lo and hi. */
export function stackTabs(tabs) {
  const ends = [-Infinity, -Infinity];
  return [...tabs].sort((a, b) => a.lo - b.lo).map((tab) => {
    const row = ends[0] <= tab.lo ? 0 : Number(ends[1] <= ends[0]);
    ends[row] = tab.hi;
    return { ...tab, row };
  });
}
