// Copying is a help of the browser: the button shows only where it works; the text can be selected without it.
for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
        button.querySelector("span").textContent = button.dataset.copied;
    });
}
