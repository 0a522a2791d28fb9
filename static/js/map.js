// data-map on a box: the places of the list beside it (data-lat, data-lng) as markers.
// Tiles only where the site has an address for them; without, the places stand on plain paper.
(function () {
  "use strict";

  var box = document.querySelector("[data-map]");
  if (!box || !window.L) return;
  var places = Array.prototype.slice.call(document.querySelectorAll("[data-lat]"));
  if (!places.length) return;

  var map = window.L.map(box, { scrollWheelZoom: false, attributionControl: Boolean(box.dataset.tiles) });
  if (box.dataset.tiles) {
    window.L.tileLayer(box.dataset.tiles, { attribution: box.dataset.credit || "", maxZoom: 18 }).addTo(map);
  }
  window.L.control.scale({ imperial: false }).addTo(map);

  var points = [];
  places.forEach(function (place) {
    var point = [Number(place.dataset.lat), Number(place.dataset.lng)];
    var link = place.querySelector("a");
    var marker = window.L.circleMarker(point, { radius: 8, weight: 2, className: "place " + (place.dataset.kind || "") });
    var card = document.createElement("p");
    card.appendChild(link.cloneNode(true));
    marker.bindPopup(card).bindTooltip(link.textContent).addTo(map);
    marker.on("click", function () {
      places.forEach(function (other) { other.classList.remove("on"); });
      place.classList.add("on");
      place.scrollIntoView({ block: "nearest" });
    });
    place.addEventListener("mouseenter", function () { marker.openTooltip(); });
    place.addEventListener("mouseleave", function () { marker.closeTooltip(); });
    points.push(point);
  });
  if (points.length === 1) map.setView(points[0], 14);
  else map.fitBounds(points, { padding: [30, 30] });
})();
