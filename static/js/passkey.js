// Passkeys: a form marked data-passkey asks the device and sends what it answered. Shown only where it works.
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) { return; }

  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (letter) { return letter.charCodeAt(0); });
  }
  function text(buffer) {
    var raw = Array.prototype.map.call(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); });
    return btoa(raw.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function withBytes(options) {
    var known = options.excludeCredentials || options.allowCredentials || [];
    options.challenge = bytes(options.challenge);
    if (options.user) { options.user.id = bytes(options.user.id); }
    known.forEach(function (each) { each.id = bytes(each.id); });
    return options;
  }
  function said(credential) {
    var answer = { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: {} };
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) { answer.response[name] = text(credential.response[name]); }
    });
    answer.clientExtensionResults = credential.getClientExtensionResults();
    return answer;
  }
  function optionsOf(form) {
    if (form.dataset.options) { return Promise.resolve(JSON.parse(form.dataset.options)); }
    return fetch(form.action, { headers: { Accept: "application/json" } }).then(function (reply) { return reply.json(); });
  }

  document.querySelectorAll("[data-passkey]").forEach(function (place) {
    var form = place.querySelector("form");
    form.dataset.options = place.dataset.options || "";
    place.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var isNew = place.dataset.passkey === "create";
      optionsOf(form).then(function (options) {
        var asked = { publicKey: withBytes(options.publicKey) };
        return isNew ? navigator.credentials.create(asked) : navigator.credentials.get(asked);
      }).then(function (credential) {
        form.elements.credential.value = JSON.stringify(said(credential));
        form.submit();
      }).catch(function () {
        place.querySelector("[data-failed]").hidden = false;
      });
    });
  });
})();
