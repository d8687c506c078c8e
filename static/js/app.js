/* Five comforts; every page works without them: Back that never asks to send again, the name of a chosen file in our words, smaller photos with an upload bar, one submit per press, focus on errors. */
(function () {
  "use strict";
  var SIDE = 2000; // pixels: enough to read a receipt, a tenth of what a phone sends

  // A form that was refused is answered by a page: Back and reload ask for that page, not for sending again.
  if ("answer" in document.documentElement.dataset) history.replaceState(null, "", location.href);

  var errors = document.querySelector(".errs");
  if (errors) errors.focus();

  document.querySelectorAll(".pick").forEach(function (pick) {
    pick.classList.add("pick--ours");
    name(pick.querySelector("input"));
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    var button = event.submitter || form.querySelector("[data-busy]");
    if (button) setTimeout(busy, 300, button);
    var pick = form.querySelector("[data-photo]");
    if (pick && pick.files.length) {
      event.preventDefault();
      upload(form, pick, event.submitter);
    }
  });

  // A page taken back from the browser's memory must be able to send again.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form").forEach(idle);
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches(".pick input")) name(event.target);
    if (event.target.matches("[data-photo]") && event.target.files[0]) shrink(event.target);
  });

  function busy(button) {
    if (!button.form || !button.form.dataset.sent) return;
    button.setAttribute("aria-disabled", "true");
    if (!button.dataset.busy) return;
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.busy;
  }

  function idle(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach(function (button) {
      button.removeAttribute("aria-disabled");
      if (button.dataset.words) button.textContent = button.dataset.words;
    });
  }

  // The name of what was chosen, as the phone calls it.
  function name(input) {
    var words = input.parentNode.querySelector(".pick__name");
    if (words) words.textContent = input.files.length ? "已选：" + input.files[0].name : words.dataset.nothing;
  }

  function line(pick, tag) {
    var place = pick.parentNode;
    var old = place.querySelector(tag);
    if (old) old.remove();
    return place.appendChild(document.createElement(tag));
  }

  function shrink(pick) {
    // Where the browser would lose the turn of the picture, the server does all of it.
    if (!window.CSS || !CSS.supports("image-orientation", "from-image")) return;
    var file = pick.files[0];
    var reader = new FileReader();
    reader.onload = function () {
      var image = new Image();
      image.onload = function () {
        var scale = Math.min(1, SIDE / Math.max(image.width, image.height));
        var canvas = line(pick, "canvas");
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", "您选的照片");
        canvas.width = Math.round(image.width * scale);
        canvas.height = Math.round(image.height * scale);
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (blob) {
          if (!blob || blob.size >= file.size || pick.files[0] !== file) return;
          try {
            var box = new DataTransfer();
            box.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
            pick.files = box.files;
          } catch (old) {
            // Before iOS 14.5 a file list cannot be written: the photo goes as it is.
          }
        }, "image/jpeg", 0.85);
      };
      image.src = reader.result;
    };
    reader.readAsDataURL(file);
  }

  function upload(form, pick, submitter) {
    var bar = line(pick, "progress");
    var data = new FormData(form);
    var request = new XMLHttpRequest();
    bar.setAttribute("aria-label", "正在上传照片");
    if (submitter && submitter.name) data.append(submitter.name, submitter.value);
    request.upload.onprogress = function (event) {
      bar.max = event.total;
      bar.value = event.loaded;
    };
    request.onload = function () {
      history.replaceState(null, "", request.responseURL);
      document.open();
      document.write(request.responseText);
      document.close();
      scrollTo(0, 0);
    };
    request.onerror = function () {
      bar.remove();
      idle(form);
      var say = line(pick, "p");
      say.setAttribute("role", "alert");
      say.textContent = "网络断了，照片没有传上去。请再按一次。";
    };
    request.open("POST", form.action);
    request.send(data);
  }
})();
