/* Turns the drawing of places into a map that can be moved and enlarged. No tiles: it works without the internet. */
for (const drawing of document.querySelectorAll("[data-map]")) {
  const places = [...drawing.querySelectorAll("[data-latitude]")];
  if (!places.length) continue;
  drawing.querySelector("svg").remove();
  const ground = drawing.appendChild(document.createElement("div"));
  ground.className = "ground";
  const map = L.map(ground, { attributionControl: false, zoomSnap: 0.5, scrollWheelZoom: false });
  places.forEach((place, index) => {
    const kind = place.dataset.planned === undefined ? "" : " planned";
    const icon = L.divIcon({ className: `pin-number${kind}`, html: String(index + 1), iconSize: [32, 32] });
    const marker = L.marker([place.dataset.latitude, place.dataset.longitude], { icon, title: place.textContent, alt: place.textContent });
    marker.addTo(map).on("click", () => location.assign(place.dataset.href));
  });
  const points = places.map((place) => [place.dataset.latitude, place.dataset.longitude]);
  map.fitBounds(points, { padding: [40, 40], maxZoom: 14 });
}
