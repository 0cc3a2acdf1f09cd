using Microsoft.Playwright;

namespace Bridge.Ops;

/// <summary>What is wrong with how a page looks, asked in the browser that shows it.</summary>
internal static class PageProblems
{
    /// <summary>What is wider than the screen, and what has less contrast with what is behind it than WCAG AA asks for.</summary>
    public static Task<string[]> FindAsync(IPage page) =>
        page.EvaluateAsync<string[]>(
            """
            () => {
                const problems = [];
                const root = document.documentElement;
                if (root.scrollWidth > root.clientWidth) problems.push(`${root.scrollWidth} wide on a screen of ${root.clientWidth}`);
                const markup = document.body.innerText.match(/.{0,20}@[A-Z].{0,20}/);
                if (markup) problems.push(`shows what it is made of: ${markup[0]}`);
                const parse = colour => colour.match(/[\d.]+/g).map(Number);
                const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
                const light = ([r, g, b]) => [r, g, b].map(linear).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
                const ground = element => {
                    for (let e = element; e; e = e.parentElement) {
                        const colour = parse(getComputedStyle(e).backgroundColor);
                        if (colour.length < 4 || colour[3] > 0) return colour;
                    }
                    return [255, 255, 255];
                };
                for (const element of document.body.querySelectorAll('*')) {
                    if (![...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
                    const style = getComputedStyle(element);
                    if (style.visibility === 'hidden' || element.getClientRects().length === 0) continue;
                    if (element.closest('.hidden, .skip, thead')) continue;
                    const [a, b] = [light(parse(style.color)), light(ground(element))].sort((x, y) => y - x);
                    const contrast = (a + 0.05) / (b + 0.05);
                    const name = `${element.tagName} "${element.textContent.trim().slice(0, 30)}"`;
                    if (contrast < 4.5) problems.push(`${name} ${contrast.toFixed(2)}`);
                    const box = element.getBoundingClientRect();
                    if (!element.closest('pre') && box.right > root.clientWidth + 1) problems.push(`${name} sticks out`);
                }
                for (const link of document.querySelectorAll('a')) {
                    const before = link.previousSibling;
                    const isClose = before?.nodeType === 3 && /\w$/.test(before.textContent);
                    if (isClose) problems.push(`"${link.textContent}" has no space before it`);
                }
                for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
                    if (field.labels.length === 0) problems.push(`${field.name} has no label`);
                }
                if (document.querySelectorAll('h1').length !== 1) problems.push('not one h1');
                return problems;
            }
            """
        );
}
