/**
 * Lengths among touches, in CSS pixels, and what they say about a stamp.
 *
 * All five dots lie within 22 mm of the face's centre and 11 mm or more apart; phones have 5.4 to
 * 7.2 CSS pixels a millimetre, and which of them a page does not know. So only what no phone
 * could show is told apart here; the server decides.
 */

export const LEAST_PX_PER_MM = 5.4;
export const MOST_PX_PER_MM = 7.2;
export const USUAL_PX_PER_MM = 6.3;
export const FACE_MM = 53;
// Contacts of soft dots may be off by a millimetre.
const SLACK_MM = 1;
const WIDEST_PX = (44 + SLACK_MM) * MOST_PX_PER_MM;
const NARROWEST_PX = (11 - SLACK_MM) * LEAST_PX_PER_MM;
// A press slips by less, a swipe comes farther: 6 mm.
const SWIPE_PX = 6 * USUAL_PX_PER_MM;
// Dots of a face keep their distances, fingers do not. Jitter of 0.4 mm an axis leaves half of all
// lengths within 0.8 mm.
const RIGID_PX = 1.5 * USUAL_PX_PER_MM;
// The dots of a face are equal; a palm is several times as wide as any.
const PALM = 2.5;

export function centre(touches) {
  const n = touches.length;
  return {
    x: touches.reduce((sum, touch) => sum + touch.x, 0) / n,
    y: touches.reduce((sum, touch) => sum + touch.y, 0) / n,
  };
}

/** The distances of all pairs. */
export function distances(touches) {
  return touches.flatMap((one, i) =>
    touches.slice(i + 1).map((other) => Math.hypot(one.x - other.x, one.y - other.y)));
}

/** The median length of each pair of a run's touches: a corrupt node makes single samples wild. */
function usualDistances(moments) {
  const tracks = moments.map((moment) => distances(moment.touches));
  return tracks[0].map((_, k) => median(tracks.map((track) => track[k])));
}

/** Whether the touches of a run lie farther apart than on any stamp. */
export function areTooFarApart(moments) {
  return Math.max(0, ...usualDistances(moments)) > WIDEST_PX;
}

/** Whether some of them lie closer together than dots may. */
export function areTooClose(moments) {
  return Math.min(Infinity, ...usualDistances(moments)) < NARROWEST_PX;
}

/**
 * Whether the touches of a run keep their distances, as the dots of one face do. The middle half of
 * the samples says: a corrupt node makes single ones wild, and fewer than four say nothing.
 */
export function isRigid(moments) {
  if (moments.length < 4) return true;
  const cut = Math.floor(moments.length / 4);
  const tracks = moments.map((moment) => distances(moment.touches));
  return tracks[0].every((_, k) => {
    const lengths = tracks.map((track) => track[k]).sort((one, other) => one - other);
    return lengths.at(-1 - cut) - lengths[cut] <= RIGID_PX;
  });
}

/** Whether each touch of one moment has one near it at another: the dots of a stamp that stayed. */
export function lieTogether(touches, others) {
  return touches.every((touch) =>
    others.some((other) => Math.hypot(touch.x - other.x, touch.y - other.y) < NARROWEST_PX / 2));
}

/** Whether one touch of a run is far wider than the others: a palm in the place of a dot. */
export function hasPalm(moments) {
  const radii = moments[0].touches.map((_, k) => median(moments.map((at) => at.touches[k].radius)));
  return Math.max(...radii) > PALM * median(radii);
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** Whether all touches of a run came along: the phone was brushed over the stamp. */
export function isSwipe(moments) {
  const from = centre(moments[0].touches);
  return moments.some((moment) => {
    const to = centre(moment.touches);
    return Math.hypot(to.x - from.x, to.y - from.y) > SWIPE_PX;
  });
}
