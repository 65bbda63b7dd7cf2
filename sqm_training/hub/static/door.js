// Language, shown passwords, one click one request. Runs before the page is drawn, so that no word flickers.
(() => {
  const root = document.documentElement;
  const cookie = document.cookie.match(/(?:^|; )sqm-language=(zh|en)/);
  const browser = (navigator.languages || [navigator.language]).find((tag) => /^(zh|en)\b/i.test(tag)) || "zh";

  function speak(language) {
    root.lang = language === "en" ? "en" : "zh-CN";
    for (const element of document.querySelectorAll("[data-zh]")) element.textContent = element.dataset[language];
    const button = document.getElementById("language");
    if (button) {
      button.lang = language === "en" ? "zh-CN" : "en";
      button.textContent = language === "en" ? "中文" : "English";
    }
  }

  let language = cookie ? cookie[1] : browser.slice(0, 2).toLowerCase();
  speak(language);

  document.addEventListener("DOMContentLoaded", () => {
    speak(language);
    document.getElementById("language")?.addEventListener("click", () => {
      language = language === "en" ? "zh" : "en";
      document.cookie = `sqm-language=${language}; path=/; max-age=31536000; SameSite=Lax`;
      speak(language);
    });

    for (const button of document.querySelectorAll("[data-shows]")) {
      button.addEventListener("click", () => {
        const show = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(show));
        for (const id of button.dataset.shows.split(" ")) document.getElementById(id).type = show ? "text" : "password";
      });
    }

    for (const form of document.forms) {
      form.addEventListener("submit", () => { form.querySelector("button.main").disabled = true; });
    }
    // back from the browser's cache: the form can be sent again
    addEventListener("pageshow", () => { for (const button of document.querySelectorAll("button.main")) button.disabled = false; });

    for (const button of document.querySelectorAll("[data-stops]")) {
      button.addEventListener("click", async () => {
        button.disabled = true;
        await fetch(button.dataset.stops, { method: "DELETE", headers: { "X-XSRFToken": button.dataset.token } });
        location.reload();
      });
    }
  });
})();
