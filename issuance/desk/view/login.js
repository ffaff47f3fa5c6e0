/** The door: an API key, which stays in this tab. */

import {element} from "/page/element.js";
import {logIn} from "../session.js";
import {doing, field, show} from "./frame.js";

export function showLogin(words, onLoggedIn) {
  const key = element("input", {
    id: "key", type: "password", autocomplete: "off", required: true, spellcheck: "false",
  });
  const enter = element("button", {class: "primary"}, words.say("login.enter"));
  show(words.say("desk.title"),
    element("h1", {}, words.say("login.title")),
    element("form", {
      class: "narrow",
      onsubmit: (event) => {
        event.preventDefault();
        doing(words, enter, async () => {
          await logIn(key.value.trim());
          await onLoggedIn();
        });
      },
    }, field(words.say("login.key"), key, words.say("login.hint")), enter));
}
