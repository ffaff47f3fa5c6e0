/**
 * Lengths among touches, in CSS pixels, and what they say about a stamp.
 *
 * All five dots lie within 22 mm of the face's centre and 11 mm or more apart. A phone has 5.4 to
 * 7.2 CSS pixels a millimetre, and a page does not know how many. So this file rejects only what
 * no phone could show; the server decides about the rest.
 */

export const LEAST_PX_PER_MM = 5.4;
export const MOST_PX_PER_MM = 7.2;
export const USUAL_PX_PER_MM = 6.3;
export const FACE_MM = 53;
// The contact of a soft dot may be off by a millimetre.
const SLACK_MM = 1;
const WIDEST_PX = (44 + SLACK_MM) * MOST_PX_PER_MM;
const NARROWEST_PX = (11 - SLACK_MM) * LEAST_PX_PER_MM;
// A press slips by less than 6 mm; a swipe goes farther.
const SWIPE_PX = 6 * USUAL_PX_PER_MM;
// Dots of a face keep their distances, fingers do not. Jitter of 0.4 mm an axis leaves half of all
// lengths within 0.8 mm.
const RIGID_PX = 1.5 * USUAL_PX_PER_MM;
// The dots of a face are equally wide; a palm is several times as wide.
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

/** The median distance of each pair of a run's touches: a corrupt node moves single samples far. */
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
 * Whether the touches of a run keep their distances, as the dots of one face do. Only the middle
 * half of the samples decides, because a corrupt node makes single ones wild; fewer than four are
 * too few to decide.
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

/** Whether each touch of one moment has a touch of another moment near it: the stamp has stayed. */
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

/** Whether all touches of a run moved together: the phone was brushed over the stamp. */
export function isSwipe(moments) {
  const from = centre(moments[0].touches);
  return moments.some((moment) => {
    const to = centre(moment.touches);
    return Math.hypot(to.x - from.x, to.y - from.y) > SWIPE_PX;
  });
}
