export const waterVertex = /* glsl */ `
  precision highp float;
  uniform sampler2D levelA, levelB;
  uniform float mixAB, lift; // the ground's mesh may stand that much above its cells
  uniform int levelWidth;
  varying vec2 vUv;
  varying vec3 vAt;
  #include <fog_pars_vertex>
  void main() {
    ivec2 at = ivec2(gl_VertexID % levelWidth, gl_VertexID / levelWidth);
    float a = texelFetch(levelA, at, 0).r, b = texelFetch(levelB, at, 0).r;
    float wetA = a < 50000.0 ? 1.0 : 0.0, wetB = b < 50000.0 ? 1.0 : 0.0;
    a -= 100000.0 * (1.0 - wetA);
    b -= 100000.0 * (1.0 - wetB);
    vUv = uv;
    vAt = vec3(position.xy, mix(a, b, mixAB) + lift);
    vec4 mvPosition = modelViewMatrix * vec4(vAt, 1.0);
    gl_Position = projectionMatrix * mvPosition;
    #include <fog_vertex>
  }`

export const waterFragment = /* glsl */ `
  precision highp float;
  uniform sampler2D stateA, stateB, colours, ripples, light;
  uniform float mixAB, time, threshold, opacity, rain, mood, calm;
  uniform int mode;
  uniform vec2 cells;
  uniform vec3 eye, sun, sky;
  varying vec2 vUv;
  varying vec3 vAt;
  #include <fog_pars_fragment>

  vec3 colourOf(float f, float row) {
    return texture2D(colours, vec2((clamp(f, 0.0, 1.0) * 255.0 + 0.5) / 256.0, (row + 0.5) / 4.0)).rgb;
  }

  float hazardOf(float d, float v) {
    float q = d * v;
    if (d <= 0.3 && q <= 0.3) return 1.0;
    if (d <= 0.5 && q <= 0.6) return 2.0;
    if (d <= 1.2 && q <= 0.6) return 3.0;
    if (d <= 2.0 && q <= 1.0) return 4.0;
    return d <= 4.0 && q <= 4.0 ? 5.0 : 6.0;
  }

  void main() {
    vec4 s = mix(texture2D(stateA, vUv), texture2D(stateB, vUv), mixAB);
    float d = s.r;
    if (d < threshold * 0.5) discard;
    float shore = smoothstep(threshold * 0.5, threshold * 1.4, d);
    float speed = length(s.gb);

    vec3 base;
    if (mode == 1) {
      ivec2 at = ivec2(min(vUv * cells, cells - 1.0));
      float h = mixAB < 0.5 ? texelFetch(stateA, at, 0).a : texelFetch(stateB, at, 0).a;
      if (h < 0.5) h = hazardOf(d, speed); // this frame came without the class field
      base = colourOf((h - 0.5) / 6.0, 1.0);
    } else if (mode == 2) base = colourOf(speed / 3.0, 2.0);
    else base = colourOf(log(max(d, 0.05) / 0.05) / log(80.0), 0.0);

    // Ripples carried by the flow: two fading copies, so that no copy is stretched for long.
    vec2 p = vAt.xy / 9.0;
    vec2 v = clamp(s.gb, -2.5, 2.5);
    float f0 = fract(time * 0.3), f1 = fract(time * 0.3 + 0.5);
    vec3 r0 = texture2D(ripples, p - v * (f0 - 0.5) * 0.35).rgb - 0.5;
    vec3 r1 = texture2D(ripples, p + 0.37 - v * (f1 - 0.5) * 0.35).rgb - 0.5;
    vec3 still = texture2D(ripples, p * 0.43 + vec2(time * 0.011, time * 0.007)).rgb - 0.5;
    vec3 ripple = mix(r0, r1, abs(f0 * 2.0 - 1.0)) * (0.35 + min(speed, 1.5)) + still * 0.5;
    float strength = calm * (0.16 + 0.2 * rain) * smoothstep(0.0, 0.25, d);
    vec3 n = normalize(vec3(ripple.xy * strength * 2.0, 1.0));

    vec3 toEye = normalize(eye - vAt);
    float facing = max(dot(n, toEye), 0.0);
    float fresnel = 0.02 + 0.5 * pow(1.0 - facing, 4.0);
    float lit = 0.55 + 0.5 * texture2D(light, vUv).r;
    vec3 c = base * lit * (0.9 + 0.35 * ripple.z * strength * 4.0 + (n.x * sun.x + n.y * sun.y) * 0.7);
    float sheen = mode == 0 ? 1.0 : 0.45; // classed colours must stay readable
    c = mix(c, sky, fresnel * sheen);
    vec3 h = normalize(toEye + sun);
    c += vec3(0.9, 0.95, 1.0) * pow(max(dot(n, h), 0.0), 90.0) * 0.35 * sheen;
    c = mix(c * 1.1, c, smoothstep(threshold, threshold * 4.0, d)); // the shore is a fine bright rim
    float body = mode == 0 ? mix(0.66, 0.94, smoothstep(0.02, 1.2, d)) : 0.86;
    gl_FragColor = vec4(c * mood, clamp(body + fresnel * 0.3, 0.0, 1.0) * shore * opacity);
    #include <colorspace_fragment>
    #include <fog_fragment>
  }`

export const fallVertex = /* glsl */ `
  precision highp float;
  attribute vec2 upper, lower;
  attribute vec3 place; // bottom = 0, top = 1; ground above; ground below
  uniform sampler2D stateA, stateB;
  uniform float mixAB;
  varying float vDepth, vDrop, vDown, vAlong;
  #include <fog_pars_vertex>
  void main() {
    float above = mix(texture2D(stateA, upper).r, texture2D(stateB, upper).r, mixAB);
    float below = mix(texture2D(stateA, lower).r, texture2D(stateB, lower).r, mixAB);
    float top = place.y + above * 0.9, bottom = place.z + below;
    vDepth = above;
    vDrop = top - bottom;
    vDown = (1.0 - place.x) * vDrop;
    vAlong = position.x + position.y;
    vec4 mvPosition = modelViewMatrix * vec4(position.xy, mix(bottom, top, place.x), 1.0);
    gl_Position = projectionMatrix * mvPosition;
    #include <fog_vertex>
  }`

export const fallFragment = /* glsl */ `
  precision highp float;
  uniform sampler2D ripples;
  uniform float time, threshold, opacity, mood;
  varying float vDepth, vDrop, vDown, vAlong;
  #include <fog_pars_fragment>
  void main() {
    if (vDrop < 0.6 || vDepth < threshold) discard;
    float t = sqrt(max(vDown, 0.0)) * 0.55 - time * 0.9; // falling water speeds up
    float streak = texture2D(ripples, vec2(vAlong / 11.0, t * 0.16)).b + texture2D(ripples, vec2(vAlong / 5.3 + 0.3, t * 0.27)).b - 0.72;
    float a = smoothstep(threshold, threshold + 0.12, vDepth) * clamp(streak * 1.7, 0.0, 1.0) * (0.85 - 0.35 * vDown / max(vDrop, 0.1));
    gl_FragColor = vec4(vec3(0.80, 0.90, 0.95) * mood, a * opacity * 0.85);
    #include <colorspace_fragment>
    #include <fog_fragment>
  }`
