/**
 * The script of the page: search and filters. It only hides, shows and opens findings; the page is complete without it.
 * All names are inside one function.
 */
export const SCRIPT = `
(() => {
  'use strict';
  const DELAY = 80;
  const MOST_OPENED = 200;

  const wordsIn = (text) => text.toLowerCase().split(/\\s+/).filter((word) => word !== '');

  function setUp(section) {
    const form = section.querySelector('form.filter');
    const matches = form.querySelector('.matches');
    const all = Number(section.dataset.all);
    const groups = [...section.querySelectorAll('details.group')].map((element) => ({
      element,
      wasOpen: element.open,
      name: element.querySelector('summary code').textContent.toLowerCase(),
      batches: [...element.querySelectorAll('tbody')].map((body) => ({
        body,
        severity: body.dataset.severity,
        code: body.dataset.code,
        head: body.querySelector('.head').textContent.toLowerCase(),
        more: body.querySelector('.more'),
        rows: [...body.querySelectorAll('.row')].map((row) => ({ row, text: undefined })),
      })),
    }));

    function choice() {
      const severities = [...form.querySelectorAll('[name=severity]:checked')].map((box) => box.value);
      const words = wordsIn(form.elements.words.value);
      const code = form.elements.code.value;
      const isAll = words.length === 0 && code === '' && !form.querySelector('[name=severity]:not(:checked)');
      return { severities, words, code, isAll };
    }

    function showBatch(batch, group, chosen) {
      const isChosen =
        chosen.severities.includes(batch.severity) && (chosen.code === '' || chosen.code === batch.code);
      const rest = chosen.words.filter((word) => !group.name.includes(word) && !batch.head.includes(word));
      let count = 0;
      for (const each of batch.rows) {
        if (isChosen && rest.length > 0) each.text ??= each.row.textContent.toLowerCase();
        const isShown = isChosen && rest.every((word) => each.text.includes(word));
        each.row.hidden = !isShown;
        if (isShown) count += 1;
      }
      const isWhole = isChosen && rest.length === 0;
      if (batch.more !== null) batch.more.hidden = !isWhole;
      batch.body.hidden = !isWhole && count === 0;
      return count;
    }

    function show() {
      const chosen = choice();
      let shown = 0;
      for (const group of groups) {
        let count = 0;
        for (const batch of group.batches) count += showBatch(batch, group, chosen);
        group.element.hidden = group.batches.every(({ body }) => body.hidden);
        group.element.open = chosen.isAll ? group.wasOpen : shown < MOST_OPENED;
        shown += count;
      }
      const rows = groups.flatMap(({ batches }) => batches.map((batch) => batch.rows.length));
      const onPage = rows.reduce((sum, count) => sum + count, 0);
      const number = (count) => count.toLocaleString('en-US');
      matches.textContent = chosen.isAll
        ? ''
        : number(shown) + ' of the ' + number(onPage) + ' findings on this page match'
          + (onPage < all ? '; ' + number(all - onPage) + (section.dataset.beside ? ' others are on the pages beside it' : ' others are not on it') : '');
    }

    let timer;
    form.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(show, DELAY);
    });
    form.addEventListener('reset', () => setTimeout(show));
    form.addEventListener('submit', (event) => event.preventDefault());
    addEventListener('hashchange', () => {
      const target = document.getElementById(location.hash.slice(1));
      const group = target === null || !section.contains(target) ? null : target.closest('details.group');
      if (group === null) return;
      if (group.hidden) {
        form.reset();
        show();
      }
      group.open = true;
      group.scrollIntoView();
    });
    form.hidden = false;
    return form;
  }

  const forms = [...document.querySelectorAll('section.findings')].map(setUp);
  addEventListener('keydown', (event) => {
    const isTyping = event.target.closest('input, select, textarea') !== null;
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey || forms.length === 0) return;
    event.preventDefault();
    forms[0].elements.words.focus();
  });

  for (const time of document.querySelectorAll('.when time')) {
    const days = Math.floor((performance.timeOrigin - Date.parse(time.dateTime)) / 86_400_000);
    const age = time.nextElementSibling;
    age.hidden = !(days >= 1);
    age.textContent = ' (' + days + (days === 1 ? ' day ago)' : ' days ago)');
  }
})();
`;
