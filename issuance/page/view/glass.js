/**
 * What is drawn on the glass, above everything and untouchable: a light under every touch, the
 * outline of a face once five are down, and the imprint where and as the stamp fell.
 */

import {drawn} from "../element.js";
import {FACE_MM, USUAL_PX_PER_MM, centre} from "../reading/geometry.js";
import {DOTS} from "../reading/settled.js";
import {placed, seal} from "./imprint.js";

const TOUCH_PX = 24;

export class Glass {
  constructor() {
    this.lights = new Map();
    this.drawing = drawn("g");
    this.svg = drawn("svg", {class: "glass", "aria-hidden": "true"}, this.drawing);
  }

  /** Follow the magnification of the window, which the touches leave out (reading/moment.js). */
  zoom({scale, left, top}) {
    this.drawing.setAttribute("transform", `translate(${left} ${top}) scale(${1 / scale})`);
  }

  /**
   * Show which touches are down; what was lifted stays as a mark. In the phase in which the server
   * is asked the outline stays where the stamp fell, and nothing lies over an imprint.
   */
  show(touches, phase) {
    if (phase === "accepted") return;
    if (touches.length && !this.lights.size) this.wipe();
    const down = new Set(touches.map((touch) => touch.id));
    for (const [id, light] of this.lights) {
      if (down.has(id)) continue;
      light.setAttribute("class", "mark");
      this.lights.delete(id);
    }
    for (const touch of touches) {
      if (!this.lights.has(touch.id)) {
        const light = drawn("circle", {class: "light", r: TOUCH_PX});
        this.lights.set(touch.id, light);
        this.drawing.append(light);
      }
      const light = this.lights.get(touch.id);
      light.setAttribute("cx", touch.x);
      light.setAttribute("cy", touch.y);
    }
    if (phase !== "sending") this.outline(touches);
  }

  outline(touches) {
    this.face?.remove();
    this.face = null;
    if (touches.length !== DOTS) return;
    const {x, y} = centre(touches);
    this.face = drawn("circle", {class: "outline", cx: x, cy: y, r: FACE_MM / 2 * USUAL_PX_PER_MM});
    this.drawing.prepend(this.face);
  }

  /** Draw the imprint at the pose that the server read: centre in px, angle, px a millimetre. */
  imprint(pose, name, below, markName, stamps) {
    this.wipe();
    this.drawing.append(placed(
      seal(name, below, pose.angle_deg, markName, stamps), pose, FACE_MM * pose.px_per_mm));
  }

  wipe() {
    this.lights.clear();
    this.face = null;
    this.drawing.replaceChildren();
  }
}
